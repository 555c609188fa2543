/** Where the calls of a run go. A state folder belongs to one target. A rehearsal is a target of its own. */
export type Target =
  | { readonly kind: 'tim'; readonly sdkappid: number; readonly endpoint: string }
  | { readonly kind: 'simulator' };

export const isSameTarget = (a: Target, b: Target): boolean =>
  a.kind === 'simulator' || b.kind === 'simulator'
    ? a.kind === b.kind
    : a.sdkappid === b.sdkappid && a.endpoint === b.endpoint;

/** The main host of each data center: docs/api.md, "Hosts". */
export const REGION_HOSTS = {
  cn: 'console.tim.qq.com',
  sgp: 'adminapisgp.im.qcloud.com',
  kr: 'adminapikr.im.qcloud.com',
  jpn: 'adminapijpn.im.qcloud.com',
  ger: 'adminapiger.im.qcloud.com',
  usa: 'adminapiusa.im.qcloud.com',
  idn: 'adminapiidn.im.qcloud.com',
  ksa: 'adminapiksa.im.qcloud.com',
  ind: 'adminapiind.im.qcloud.com',
} as const;
export type Region = keyof typeof REGION_HOSTS;
