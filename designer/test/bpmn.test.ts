import { readFileSync } from "node:fs";
import { BpmnModdle } from "bpmn-moddle";
import { describe, expect, it } from "vitest";

/** What the server writes for a small workflow; its own tests hold this file to what it writes today. */
const SAMPLE = readFileSync(new URL("./support.bpmn", import.meta.url), "utf8");

type Element = { $type: string; name?: string; id?: string; [key: string]: unknown };

async function open(xml: string) {
  const { rootElement, warnings } = await new BpmnModdle().fromXML(xml);
  const definitions = rootElement as unknown as { rootElements: Element[]; diagrams: Element[] };
  const process = definitions.rootElements.find((element) => element.$type === "bpmn:Process");
  return { rootElement, warnings, definitions, elements: (process?.["flowElements"] ?? []) as Element[] };
}

describe("BPMN as the server writes it", () => {
  it("opens in the reader of bpmn.io without a warning", async () => {
    const { warnings, elements } = await open(SAMPLE);
    expect(warnings).toEqual([]);
    const tasks = elements.filter((element) => element.$type === "bpmn:UserTask");
    expect(tasks.map((task) => task.name)).toEqual(["Triage", "Resolve", "Verify"]);
    for (const task of tasks) expect(task["resources"]).toHaveLength(1);
  });

  it("has a gateway whose ways but the default carry a condition", async () => {
    const { elements } = await open(SAMPLE);
    const gateways = elements.filter((element) => element.$type === "bpmn:ExclusiveGateway");
    expect(gateways).toHaveLength(2);
    for (const gateway of gateways) {
      const ways = gateway["outgoing"] as Element[];
      expect(ways.filter((way) => !way["conditionExpression"])).toEqual([gateway["default"]]);
    }
  });

  it("has a picture of every node and flow", async () => {
    const { definitions, elements } = await open(SAMPLE);
    const plane = definitions.diagrams[0]?.["plane"] as { planeElement: { bpmnElement: Element }[] };
    expect(plane.planeElement.map((drawn) => drawn.bpmnElement.id).sort()).toEqual(
      elements.map((element) => element.id).sort(),
    );
  });

  it("keeps our own words when bpmn.io saves it", async () => {
    const { rootElement } = await open(SAMPLE);
    const { xml } = await new BpmnModdle().toXML(rootElement, { format: true });
    const own = (text: string) => text.match(/<tts:[^>]*[^/>]/g)?.map((tag) => tag.replace(/\s*\/?>?$/, ""));
    expect(own(xml)).toEqual(own(SAMPLE));
  });
});
