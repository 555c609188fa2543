import { expect, test } from 'vitest';
import { nearestPoint, type PlotPoint, pointByKey } from '../../../src/report/html/script.ts';

const points = [50, 60, 80].map((x): PlotPoint => [x, 'time', '1']);

test.each([
  { x: -5, at: 0 },
  { x: 54, at: 0 },
  { x: 56, at: 1 },
  { x: 69, at: 1 },
  { x: 71, at: 2 },
  { x: 900, at: 2 },
])('the nearest to $x is point $at', ({ x, at }) => expect(nearestPoint(points, x)).toBe(at));

test.each([
  { key: 'ArrowRight', at: 4, to: 5 },
  { key: 'ArrowRight', at: 29, to: 29 },
  { key: 'ArrowLeft', at: 0, to: 0 },
  { key: 'PageUp', at: 4, to: 7 },
  { key: 'PageDown', at: 4, to: 1 },
  { key: 'Home', at: 4, to: 0 },
  { key: 'End', at: 4, to: 29 },
  { key: 'a', at: 4, to: undefined },
])('$key leads from $at of 30 to $to', ({ key, at, to }) => expect(pointByKey(key, at, 30)).toBe(to));
