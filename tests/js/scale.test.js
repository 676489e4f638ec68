import assert from "node:assert/strict";
import test from "node:test";

import { MOST_STOPS, nearestStop, nextStop, position, stops } from "../../static/js/controls/scale.js";

const lr = { kind: "float", low: 1e-6, high: 10, scale: "log" };
const momentum = { kind: "float", low: 0, high: 0.999, scale: "log_to_one" };
const eps = { kind: "float", low: 1e-12, high: 1, scale: "log_or_zero" };
const dampening = { kind: "float", low: 0, high: 1, scale: "linear" };
const history = { kind: "int", low: 1, high: 100, scale: "linear" };
const every = [lr, momentum, eps, dampening, history];

test("the stops rise from the low end to the high end and are few enough for a fan", () => {
  for (const range of every) {
    const values = stops(range);
    assert.ok(values.length <= MOST_STOPS && values.length > 20, `${range.scale}: ${values.length}`);
    assert.ok(values.every((value, index) => index === 0 || value > values[index - 1]), range.scale);
    assert.equal(values[0], range.scale === "log_or_zero" ? 0 : range.low);
    assert.equal(values.at(-1), range.high);
  }
});

test("the values that lessons use are stops", () => {
  for (const value of [1e-6, 1e-3, 0.002, 0.005, 0.01, 0.03, 0.1, 1, 5]) assert.ok(stops(lr).includes(value), `${value}`);
  for (const value of [0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999]) assert.ok(stops(momentum).includes(value), `${value}`);
  for (const value of [0, 1e-10, 1e-8]) assert.ok(stops(eps).includes(value), `${value}`);
  for (const value of [0.1, 0.5, 0.9]) assert.ok(stops(dampening).includes(value), `${value}`);
  for (const value of [2, 10, 50]) assert.ok(stops(history).includes(value), `${value}`);
});

test("a stop is a short number without the dust of binary arithmetic", () => {
  for (const value of every.flatMap(stops)) assert.ok(Number(value.toPrecision(5)) === value, String(value));
});

test("an integer slider stops at integers alone", () => {
  assert.ok(stops(history).every(Number.isInteger));
  assert.deepEqual(stops({ kind: "int", low: 1, high: 5, scale: "linear" }), [1, 2, 3, 4, 5]);
  assert.deepEqual(stops({ kind: "int", low: 1, high: 10, scale: "log" }), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("a logarithmic slider gives each power of ten the same room", () => {
  assert.ok(Math.abs(position(lr, 1e-5) - 1 / 7) < 1e-12);
  assert.ok(Math.abs(position(lr, 1) - 6 / 7) < 1e-12);
});

test("a decay rate gives 0.9, 0.99 and 0.999 the same room", () => {
  assert.equal(position(momentum, 0), 0);
  assert.ok(Math.abs(position(momentum, 0.9) - 1 / 3) < 1e-9);
  assert.ok(Math.abs(position(momentum, 0.99) - 2 / 3) < 1e-9);
});

test("zero stands apart at the left of a logarithmic slider that has it", () => {
  assert.equal(position(eps, 0), 0);
  assert.ok(position(eps, 1e-12) >= 0.05);
  assert.equal(position(eps, 1), 1);
});

test("a value beyond the range rests at the slider's end", () => {
  assert.equal(position(lr, 1000), 1);
  assert.equal(position(lr, 0), 0);
  assert.equal(position(lr, -1), 0);
  assert.equal(position(momentum, 1), 1);
  assert.equal(position(dampening, -3), 0);
});

test("the nearest stop of a stop's own place is that stop", () => {
  for (const range of every) {
    const values = stops(range);
    for (const value of values) assert.equal(nearestStop(range, values, position(range, value)), value);
  }
});

test("the keyboard walks from stop to stop, from between two as well", () => {
  const values = [1, 2, 5, 10];
  assert.equal(nextStop(values, 2, 1), 5);
  assert.equal(nextStop(values, 2, -1), 1);
  assert.equal(nextStop(values, 3, 1), 5);
  assert.equal(nextStop(values, 3, -1), 2);
  assert.equal(nextStop(values, 10, 1), 10);
  assert.equal(nextStop(values, 1, -1), 1);
  assert.equal(nextStop(values, 1, 10), 10);
  assert.equal(nextStop(values, 500, -1), 10);
});
