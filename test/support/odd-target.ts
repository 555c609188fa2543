import { answering } from './audits.ts';

type Body = Readonly<Record<string, unknown>>;

const OK = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };

/** A refusal, as the API words it. */
export const refusing = (code: unknown): Body => ({ ActionStatus: 'FAIL', ErrorInfo: 'odd', ErrorCode: code });

/** A write that came, and how many came before it: of its pair, and in all. */
export type Write = {
  readonly groupId: string;
  readonly account: string;
  readonly ofPair: number;
  readonly ofAll: number;
};

/**
 * A target in which every group is there, with a hundred messages, and every account is a member. It does not keep to the API:
 * `odd` answers writes in its own way.
 *
 * @param odd - undefined: the write is applied, and answered as ever
 */
export const oddTarget = async (odd: (write: Write) => object | undefined) => {
  const counts = new Map<string, unknown>();
  const writes = new Map<string, number>();
  let all = 0;
  const written = (body: Body): object => {
    const [groupId, account] = [String(body.GroupId), String(body.Member_Account)];
    const pair = `${groupId} ${account}`;
    const ofPair = writes.get(pair) ?? 0;
    writes.set(pair, ofPair + 1);
    all += 1;
    const instead = odd({ groupId, account, ofPair, ofAll: all - 1 });
    if (instead) return instead;
    counts.set(pair, body.UnreadMsgNum);
    return OK;
  };
  const url = await answering((body) => {
    if (body.UnreadMsgNum !== undefined) return written(body);
    const list = (name: string): string[] => (body[name] ?? []) as string[];
    return {
      ...OK,
      GroupInfo: list('GroupIdList').map((GroupId) => ({ GroupId, ErrorCode: 0, Type: 'Public', NextMsgSeq: 101 })),
      UserIdList: list('User_Account').map((account) => ({ Member_Account: account, Role: 'Member' })),
    };
  });
  return { url, counts, writes: () => all };
};
