/** What the tests use of bpmn-moddle, which brings no types of its own under its main entry. */
declare module "bpmn-moddle" {
  export class BpmnModdle {
    fromXML(xml: string): Promise<{ rootElement: object; warnings: { message: string }[] }>;
    toXML(element: object, options?: { format?: boolean }): Promise<{ xml: string }>;
  }
}
