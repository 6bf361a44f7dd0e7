import { describe, expect, it, vi } from "vitest";
import { closedDoor, openDoors } from "../src/api";

const answer = (status: number, type: ResponseType = "basic") => ({ status, type, ok: status < 300 && status > 0 });

const JSON_TYPE = { "Content-Type": "application/problem+json" };

describe("doors that do not open", () => {
  it("tell a stale save from a refused one", () => {
    expect(closedDoor(answer(409), { revision: 4, changed: ["x"] }).kind).toBe("stale");
    expect(closedDoor(answer(409), { detail: "It is archived." })).toMatchObject({
      kind: "refused",
      message: "It is archived.",
    });
  });

  it("send a move with the revision it was decided on, and tell when that is no longer so", async () => {
    const fetched = vi.fn(() => Promise.resolve(new Response("{}", { status: 412, headers: JSON_TYPE })));
    vi.stubGlobal("fetch", fetched);
    await expect(openDoors("/api/", "12", "t").move("deploy", 4)).rejects.toMatchObject({ kind: "changed" });
    vi.unstubAllGlobals();
    expect(fetched).toHaveBeenCalledWith(
      "/api/workflows/12/deploy/",
      expect.objectContaining({ headers: expect.objectContaining({ "If-Match": '"4"' }) as unknown }),
    );
  });

  it("say what to do when one was logged out, also when the page answers with a log-in form", () => {
    for (const response of [answer(401), answer(0, "opaqueredirect"), answer(200)]) {
      expect(closedDoor(response, {}).message).toContain("Log in again");
    }
  });

  it("try again by themselves when the server is only busy", () => {
    for (const status of [429, 502, 503, 504]) expect(closedDoor(answer(status), {}).kind).toBe("offline");
  });

  it("use the server's own sentence where it has one", () => {
    expect(closedDoor(answer(404), { detail: "Role 99 does not exist." }).message).toBe("Role 99 does not exist.");
    expect(closedDoor(answer(403), {}).message).toContain("not change it");
    expect(closedDoor(answer(500), {}).message).toContain("500");
  });
});
