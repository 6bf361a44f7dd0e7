/** Whether a text may need cutting: what fits is not clipped, for each clip is a layer to paint. */

const WIDE = /[mwMW@%&]/;
const [WIDE_LETTER, CAPITAL, LETTER, FOREIGN] = [1, 0.8, 0.66, 1.5];

/** Whether a text of `size` pixels may be wider than `room`, were each of its letters as wide as such letters mostly get. */
export function mayOverflow(text: string, size: number, room: number): boolean {
  let width = 0;
  for (const letter of text) {
    if (letter > "~") width += FOREIGN;
    else if (WIDE.test(letter)) width += WIDE_LETTER;
    else width += letter >= "A" && letter <= "Z" ? CAPITAL : LETTER;
  }
  return width * size > room;
}
