import { useId, useLayoutEffect, useReducer, useRef, useState } from "react";
import type { ReactNode } from "react";
import { settle } from "../acts";
import { Icon } from "../icons";
import { useDesigner } from "../useDesigner";

/** `errorId` names a message that stands elsewhere. */
interface Labelled {
  label: string;
  help?: ReactNode;
  error?: string | null;
  errorId?: string | undefined;
  disabled?: boolean;
}

/** One line of text. Each keystroke is in the model at once; leaving the field ends the undo step. */
export function TextField(
  props: Labelled & { value: string; onChange: (value: string) => void; numeric?: boolean; max?: number },
) {
  const { store } = useDesigner();
  const id = useId();
  return (
    <Field {...props} id={id}>
      <input
        className={props.numeric ? "in num" : "in"}
        id={id}
        value={props.value}
        disabled={props.disabled}
        maxLength={props.max ?? 120}
        inputMode={props.numeric ? "decimal" : undefined}
        autoComplete="off"
        {...describe(id, props)}
        onChange={(event) => props.onChange(event.target.value)}
        onBlur={() => settle(store)}
      />
    </Field>
  );
}

/**
 * Several lines of text. The browser holds them, and is only told where the model has other ones: React would write
 * the default text of a controlled one with every letter, and so have the browser's undo go back letter by letter.
 */
export function LongField(props: Labelled & { value: string; onChange: (value: string) => void; rows?: number }) {
  const { store } = useDesigner();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [first] = useState(props.value);
  const [, compareAgain] = useReducer((times: number) => times + 1, 0);
  const value = props.value.replace(/\r\n?/g, "\n");
  useLayoutEffect(() => {
    if (box.current && box.current.value !== value) box.current.value = value;
  });
  return (
    <Field {...props} id={id}>
      <textarea
        className="in"
        id={id}
        ref={box}
        rows={props.rows ?? 2}
        defaultValue={first}
        disabled={props.disabled}
        {...describe(id, props)}
        onChange={(event) => {
          props.onChange(event.target.value);
          compareAgain();
        }}
        onBlur={() => settle(store)}
      />
    </Field>
  );
}

/** One of several. An unknown value stays and is shown as it is. */
export function ChoiceField(
  props: Labelled & {
    value: string;
    options: readonly (readonly [string, string])[];
    onChange: (value: string) => void;
  },
) {
  const id = useId();
  const known = props.options.some(([value]) => value === props.value);
  return (
    <Field {...props} id={id}>
      <select
        className="in"
        id={id}
        value={props.value}
        disabled={props.disabled}
        {...describe(id, props)}
        onChange={(event) => props.onChange(event.target.value)}
      >
        {!known && <option value={props.value}>{`unknown (${props.value})`}</option>}
        {props.options.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Yes or no. */
export function CheckField(props: {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}

function describe(id: string, { error, errorId, help }: Labelled) {
  return {
    "aria-invalid": error || errorId ? true : undefined,
    "aria-describedby": errorId ? errorId : error ? `${id}-error` : help ? `${id}-help` : undefined,
  };
}

function Field({ id, label, help, error, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {error && (
        <span className="err" id={`${id}-error`}>
          <Icon name="error" small />
          {error}
        </span>
      )}
      {help && !error && (
        <span className="help" id={`${id}-help`}>
          {help}
        </span>
      )}
    </div>
  );
}
