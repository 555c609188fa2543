import { describe, expect, test } from 'vitest';
import { highestRate, parseDayRates, rateAt } from '../../../src/core/pace/day-rates.ts';

const at = (hours: number, minutes = 0): number => hours * 60 + minutes;

describe('a limit that follows the day', () => {
  const day = parseDayRates('08:00,60 23:00,200') ?? [];

  test.each([
    [at(0), 200],
    [at(7, 59), 200],
    [at(8), 60],
    [at(22, 59), 60],
    [at(23), 200],
    [at(23, 59), 200],
  ])('at minute %i of the day it is %i', (minute, perSecond) => expect(rateAt(day, minute)).toBe(perSecond));

  test('its highest is what the connection has to be made for', () => expect(highestRate(day)).toBe(200));

  test('in any order, with one digit for the hour, and with a pause', () => {
    expect(parseDayRates('23:30,150.5 8:00,0')).toEqual([
      { fromMinute: at(8), perSecond: 0 },
      { fromMinute: at(23, 30), perSecond: 150.5 },
    ]);
  });

  test.each([
    '',
    'x',
    '-1',
    '24:00,5',
    '08:60,5',
    '08:00',
    '08:00,60,70',
    '08:00,60 08:00,70',
    '08:00,x',
    '1e3',
    '08:00;60',
  ])('%j is none', (text) => expect(parseDayRates(text)).toBeUndefined());

  test('a number alone holds all day', () => expect(rateAt(parseDayRates('80') ?? [], at(12))).toBe(80));
});
