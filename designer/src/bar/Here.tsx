import type { Person } from "../presence";
import { initialsOf, sayHere, sayWho } from "../presence";
import { useDesignerState } from "../useDesigner";
import { HangingBox } from "./HangingBox";

const MOST_FACES = 3;
const LOOKS = ["", "b", "c", "d", "e"];

/** Who else has this workflow open: their initials, and by name on opening. */
export function Here() {
  const people = useDesignerState((s) => s.people);
  if (people.length === 0) return null;
  const word = sayWho(people);
  return (
    <HangingBox box="here" word={word} icon="step" sign={<Faces people={people} />} hint={word} className="btn quiet dz-here">
      <h2>Here too</h2>
      <ul className="dz-people">
        {people.map((person) => (
          <li key={person.id}>
            <Face person={person} />
            <span>{sayHere(person)}</span>
          </li>
        ))}
      </ul>
      <p className="tiny dim">What you both draw is merged when it is saved; where both change the same, you are asked.</p>
    </HangingBox>
  );
}

function Faces({ people }: { people: readonly Person[] }) {
  const more = people.length - MOST_FACES;
  return (
    <span className="dz-faces" aria-hidden="true">
      {people.slice(0, MOST_FACES).map((person) => (
        <Face key={person.id} person={person} />
      ))}
      {more > 0 && <span className="av nobody" data-letters={`+${more}`} />}
      <span className="dz-faces-word">{sayShort(people)}</span>
    </span>
  );
}

/** The beginning of what the button is called, so that one who speaks to it is understood. */
function sayShort(people: readonly Person[]): string {
  if (people.length > 1) return `${people.length} are here`;
  return people[0]!.isYou ? "You have this open" : `${people[0]!.name} is here`;
}

/** A face; its letters are drawn, not said, since the name stands beside it. */
function Face({ person }: { person: Person }) {
  const look = person.isYou ? "me" : LOOKS[person.id % LOOKS.length]!;
  return <span className={`av ${look}`} data-letters={initialsOf(person.name)} aria-hidden="true" />;
}
