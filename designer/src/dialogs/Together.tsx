/** What goes together by itself: whose change it is, and what. */
export function Together(props: { mine: readonly string[]; theirs: readonly string[]; who: string }) {
  const { mine, theirs, who } = props;
  if (mine.length + theirs.length === 0) return null;
  return (
    <details className="dz-together">
      <summary>Goes together by itself: {mine.length + theirs.length}</summary>
      <Changes word="You" changes={mine} />
      <Changes word={who} changes={theirs} />
    </details>
  );
}

function Changes({ word, changes }: { word: string; changes: readonly string[] }) {
  if (changes.length === 0) return null;
  return (
    <>
      <h3>{word}</h3>
      <ul className="dz-changed">
        {changes.map((change, at) => (
          <li key={at}>{change}</li>
        ))}
      </ul>
    </>
  );
}
