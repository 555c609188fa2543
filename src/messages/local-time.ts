/**
 * A time for people: that of this machine, with its distance from UTC: `2026-11-26 09:14:15 +08:00`. Files have UTC.
 *
 * @param at - milliseconds since 1970, or a time as files have it
 */
export const localTime = (at: number | string): string => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time} ${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
};

/** The time of day on this machine, and the day where it is not that of `nowMs`: `09:14`, `11-27 09:14`. */
export const clockTime = (at: number, nowMs: number): string => {
  const [day = '', time = ''] = localTime(at).split(' ');
  const [today] = localTime(nowMs).split(' ');
  return day === today ? time.slice(0, 5) : `${day.slice(5)} ${time.slice(0, 5)}`;
};
