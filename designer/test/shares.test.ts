import { describe, expect, it } from "vitest";
import { readDuration, readWeight, sayDuration, splitSeconds, writeDuration, writeWeight } from "../src/shares";

describe("shares", () => {
  it("split 24 hours at .2/.6/.2 as the rules say", () => {
    expect(splitSeconds(86_400, [2000, 6000, 2000])).toEqual([17_280, 51_840, 17_280]);
  });

  it("give what is left to the largest remainders, ties to the earlier step", () => {
    expect(splitSeconds(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitSeconds(10, [5000, 2500, 2500])).toEqual([5, 3, 2]);
    expect(splitSeconds(1, [0, 1, 1])).toEqual([0, 1, 0]);
  });

  it("add up to the whole, whatever the weights", () => {
    for (let n = 1; n < 60; n += 1) {
      const weights = Array.from({ length: n }, (_, i) => (i * 7919) % 1000);
      const sum = weights.reduce((a, b) => a + b, 0);
      const parts = splitSeconds(315_360_000 - n, weights).reduce((a, b) => a + b, 0);
      expect(parts).toBe(sum === 0 ? 0 : 315_360_000 - n);
    }
  });

  it("read decimals from 0 to 1 with at most four places, and nothing else", () => {
    expect(["0", "1", "0.2", ".25", "0.2000", "1.0"].map(readWeight)).toEqual([0, 10_000, 2000, 2500, 2000, 10_000]);
    for (const text of ["", "NaN", "1.1", "-0.1", "0.12345", "1e-1", "0,2", "٠.٢"]) expect(readWeight(text)).toBeNull();
    expect(writeWeight(1250)).toBe("0.125");
  });
});

describe("durations", () => {
  it("are read in hours beyond a day and with days, and written back", () => {
    expect(readDuration("120:00:00")).toBe(432_000);
    expect(readDuration("2 00:30:00")).toBe(174_600);
    expect(readDuration("soon")).toBeNull();
    expect(writeDuration(432_000)).toBe("120:00:00");
    expect(writeDuration(null)).toBeNull();
  });

  it("are said as people say them", () => {
    expect([90, 300, 2880, 4320, 174_600, 2618].map(sayDuration)).toEqual([
      "90 s",
      "5 min",
      "48 min",
      "1 h 12 min",
      "2 d 30 min",
      "44 min",
    ]);
  });
});
