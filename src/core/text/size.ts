const UNITS = ['', 'K', 'M', 'G', 'T'];

/** 1073741824 as `1 GiB`, 1234567 as `1.2 MiB`. */
export const sizeText = (bytes: number): string => {
  const unit = unitOf(bytes);
  const amount = Math.round((bytes / 1024 ** unit) * 10) / 10;
  return unit === 0 ? `${bytes} B` : `${amount} ${UNITS[unit]}iB`;
};

/** As `--max-unpacked` takes it: 10737418240 as `10G`. Where no unit fits it is rounded up. */
export const typedSize = (bytes: number): string => {
  const unit = unitOf(bytes);
  return `${Math.ceil(bytes / 1024 ** unit)}${UNITS[unit]}`;
};

const unitOf = (bytes: number): number => Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(bytes) / 10)));
