import { BELIEVED_IN_DOUBT } from '../../core/target/group-doubt.ts';
import type { Answer } from '../../core/target/outcome.ts';

/**
 * Asks about members of a group that is there, as often as it takes where the answer denies the group: one server of
 * several may lack it.
 */
export const askWhileDenied = async <T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> => {
  for (let answers = 1; ; answers += 1) {
    const answer = await ask();
    const isDenied = answer.kind === 'failed' && answer.failure.class === 'group_refused';
    if (!isDenied || answers === BELIEVED_IN_DOUBT) return answer;
  }
};
