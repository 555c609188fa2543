import { BATCH_TOO_LARGE, type CommandAnswer, ILLEGAL_PARAMETER, success, USERID_NOT_STRING } from '../answer.ts';
import { type Body, isObject } from '../request.ts';
import type { SimulatedWorld } from '../world.ts';

const MOST_ACCOUNTS = 100;

/** docs/api.md, "account_check". It refuses with the codes of the account service. */
export const accountCheck = (world: SimulatedWorld, { CheckItem: items }: Body): CommandAnswer => {
  if (!Array.isArray(items) || items.length === 0 || !items.every(isObject)) return ILLEGAL_PARAMETER;
  if (items.length > MOST_ACCOUNTS) return BATCH_TOO_LARGE;
  const accounts = items.map(({ UserID }) => UserID);
  if (accounts.some((account) => account === undefined || account === '')) return ILLEGAL_PARAMETER;
  if (!accounts.every((account) => typeof account === 'string')) return USERID_NOT_STRING;
  return success({
    ResultItem: accounts.map((account) => ({
      UserID: account,
      ResultCode: 0,
      ResultInfo: '',
      AccountStatus: world.hasAccount(account) ? 'Imported' : 'NotImported',
    })),
  });
};
