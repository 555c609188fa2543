// The package ships no types; this declares what is used here.
declare module 'tls-sig-api-v2' {
  export class Api {
    constructor(sdkappid: number, key: string);
    /** @param expire - lifetime in seconds; left out, it would become JSON null and the signature useless */
    genUserSig(userid: string, expire: number): string;
  }
}
