import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

  describe("after a new log-in", () => {
    const unsafe = { type: "urn:tts:unsafe-call", detail: "The page's X-CSRFToken is missing or old." };

    /** A server whose session is Ada's, person 1, and knows calls by the word "new". */
    function answerLoggedIn(url: string, init: RequestInit): Response {
      const json = (body: object, status = 200) => new Response(JSON.stringify(body), { status, headers: JSON_TYPE });
      if (url.endsWith("/me/")) return json({ user_id: 1, name: "Ada" });
      if (init.method === undefined) return new Response(`<body hx-headers='{"X-CSRFToken": "new"}'>`);
      return new Headers(init.headers).get("X-CSRFToken") === "new" ? json({ revision: 5 }) : json(unsafe, 403);
    }

    beforeEach(() => {
      vi.stubGlobal("location", { href: "/workflows/12/designer" });
      vi.stubGlobal("fetch", (url: string, init: RequestInit) => Promise.resolve(answerLoggedIn(url, init)));
    });
    afterEach(() => void vi.unstubAllGlobals());

    it("open with the word of the new session", async () => {
      const doors = openDoors("/api/", "12", "old", "1");
      await expect(doors.saveGraph({ nodes: [], edges: [] }, 4)).resolves.toEqual({ revision: 5 });
    });

    it("make a move of the same revision then", async () => {
      const sent: Headers[] = [];
      vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
        if (init.method === "POST") sent.push(new Headers(init.headers));
        return Promise.resolve(answerLoggedIn(url, init));
      });
      await openDoors("/api/", "12", "old", "1").move("deploy", 4);
      expect(sent.map((headers) => headers.get("If-Match"))).toEqual(['"4"', '"4"']);
    });

    it("are tried again later when the page with the new word cannot be had", async () => {
      vi.stubGlobal("fetch", (url: string, init: RequestInit) =>
        init.method === undefined ? Promise.reject(new TypeError("no connection")) : Promise.resolve(answerLoggedIn(url, init)),
      );
      const saved = openDoors("/api/", "12", "old", "1").saveGraph({ nodes: [], edges: [] }, 4);
      await expect(saved).rejects.toMatchObject({ kind: "offline" });
    });

    it("stay closed to somebody else's session, and say whose it is", async () => {
      const doors = openDoors("/api/", "12", "old", "2");
      const saved = doors.saveGraph({ nodes: [], edges: [] }, 4);
      await expect(saved).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining("Ada is logged in") as unknown });
    });
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
    const gone = { type: "urn:tts:not-found", detail: "There is no workflow 12: it may have been deleted." };
    expect(closedDoor(answer(404), gone).message).toBe("This workflow is gone, or you may no longer see it.");
    expect(closedDoor(answer(500), {}).message).toContain("500");
  });
});
