import { Icon } from "../icons";
import { trialOf, tryDraft } from "../trying";
import { useDesigner } from "../useDesigner";

/** To a trial of the draft, once it is saved. */
export function TryIt() {
  const { store, saver, overview } = useDesigner();
  return (
    <a
      className="btn quiet dz-try"
      href={trialOf(overview)}
      title="Play a ticket through the draft"
      onClick={(event) => {
        event.preventDefault();
        void tryDraft(store, saver, overview, (address) => window.location.assign(address));
      }}
    >
      <Icon name="start" />
      Try it
    </a>
  );
}
