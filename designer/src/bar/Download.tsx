import { useDesigner } from "../useDesigner";
import { HangingBox } from "./HangingBox";

const FORMS = [
  { form: "svg", word: "Picture (SVG)", use: "for print and pages, sharp at any size" },
  { form: "png", word: "Picture (PNG)", use: "for mail and slides" },
  { form: "json", word: "JSON", use: "comes back in by Import" },
  { form: "bpmn", word: "BPMN 2.0", use: "for other tools" },
] as const;

/** The graph as a file; the server writes it from what is saved. */
export function Download() {
  const { overview } = useDesigner();
  return (
    <HangingBox
      box="download"
      word="Download"
      icon="download"
      hint="Download the graph"
      className="btn icon quiet dz-download"
    >
      <h2>Download</h2>
      <p className="dim tiny">What is saved, as a file.</p>
      <ul className="dz-files">
        {FORMS.map(({ form, word, use }) => (
          <li key={form}>
            <a href={`${overview}/export.${form}`} download>
              <b>{word}</b> <span className="dim tiny">{use}</span>
            </a>
          </li>
        ))}
      </ul>
    </HangingBox>
  );
}
