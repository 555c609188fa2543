import type { Row } from '../../../core/row/row.ts';
import type { Command } from './command.ts';

/** The command that writes. */
export const SET_UNREAD: Command<true> = {
  path: 'v4/group_open_http_svc/set_unread_msg_num',
  read: () => true,
  isReading: false,
};

export const setUnreadBody = (row: Row): object => ({
  GroupId: row.groupId,
  Member_Account: row.account,
  UnreadMsgNum: row.unread,
});
