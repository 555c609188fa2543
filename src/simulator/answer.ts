/** The answer of a command: code and text of the envelope, and the fields beside them. */
export type CommandAnswer = {
  readonly errorCode: number;
  readonly errorInfo: string;
  readonly fields?: Readonly<Record<string, unknown>>;
};

/** Codes of docs/api.md, "Reply codes". */
export const INVALID_PARAMETER: CommandAnswer = { errorCode: 10004, errorInfo: 'invalid parameter' };
export const TOO_MANY_ACCOUNTS: CommandAnswer = { errorCode: 10005, errorInfo: 'too many accounts in one request' };
export const NO_MEMBER: CommandAnswer = { errorCode: 10007, errorInfo: 'no permission: not a member of the group' };
export const NOT_FOR_THIS_TYPE: CommandAnswer = {
  errorCode: 10007,
  errorInfo: 'no permission: not for this group type',
};
export const NO_SUCH_GROUP: CommandAnswer = { errorCode: 10010, errorInfo: 'this group does not exist' };
export const INVALID_GROUP_ID: CommandAnswer = { errorCode: 10015, errorInfo: 'group id is invalid' };
export const REPLY_TOO_LARGE: CommandAnswer = { errorCode: 10018, errorInfo: 'the reply is larger than 1 MB' };
export const NO_SUCH_ACCOUNT: CommandAnswer = { errorCode: 10019, errorInfo: 'this account does not exist' };
export const NOT_JSON: CommandAnswer = { errorCode: 60003, errorInfo: 'the request is not a JSON object' };
export const TOO_OFTEN: CommandAnswer = { errorCode: 60007, errorInfo: 'REST call frequency exceeded' };
export const USERID_NOT_STRING: CommandAnswer = { errorCode: 60015, errorInfo: 'UserID in the body is not a string' };
export const BATCH_TOO_LARGE: CommandAnswer = { errorCode: 70206, errorInfo: 'illegal number of accounts in a batch' };
export const ILLEGAL_PARAMETER: CommandAnswer = { errorCode: 70402, errorInfo: 'illegal parameter' };

export const success = (fields?: Readonly<Record<string, unknown>>): CommandAnswer => ({
  errorCode: 0,
  errorInfo: '',
  ...(fields && { fields }),
});
