import type { StateSettingsFact } from '../../core/errors/settings-error.ts';
import type {
  JournalFact,
  KeptRows,
  Lack,
  NotOurs,
  ReadingDifference,
  StateFact,
  StateFolderFact,
  StateHolder,
} from '../../core/errors/state-error.ts';
import { grouped, printable, shellWord } from '../../core/text/text.ts';
import { localTime } from '../local-time.ts';
import { leftOut, mapText, READING_FLAGS } from '../reading-flags.ts';
import type { Told } from '../told.ts';
import { howMany } from './how-many.ts';
import { report } from './report.ts';
import { systemText } from './system-errors.ts';

type AnyFact = StateFact | StateFolderFact | StateSettingsFact | JournalFact;

/** Why a state folder cannot be used, or belongs to another run. */
export const stateErrors = {
  'checkpoint-unreliable': ({ path, why }) => ({
    text: `${path} ${UNRELIABLE[why]}; nothing is guessed from it`,
    next: 'Put back a good copy, or begin again from row 1 with --restart (the state folder is kept under a dated name).',
  }),
  'checkpoint-newer': ({ path, version, knownVersion }) => ({
    text: `${path} was written by a newer tim-unread (layout ${version}, this one knows ${knownVersion})`,
    next: 'Use that version, or begin again from row 1 with --restart (the state folder is kept under a dated name).',
  }),
  'checkpoint-missing': ({ path, foreign }) =>
    foreign.length === 0
      ? { text: `${path} is missing beside the other files of a run`, next: `Put it back. ${RESTART_IMPORT}` }
      : {
          text: `${path} is missing, and beside it lie files that no run has left there: ${foreign.slice(0, 5).join(', ')}`,
          next: 'Give another folder with --state-dir. If that is the folder of a run after all, put the file back.',
        },
  'rows-file-missing': ({ path }) => ({ text: `${path} is gone`, next: PUT_BACK }),
  'rows-file-changed': ({ path, endedAtByte }) => ({
    text: `${path} was changed: it ended at byte ${endedAtByte} when the checkpoint was written`,
    next: PUT_BACK,
  }),
  'state-of-real-run': ({ folder }) => ({
    text: `${folder} belongs to a real run; a rehearsal would overwrite what it knows`,
    next: 'Rehearse in another folder: --state-dir DIR.',
  }),
  'state-of-other-target': ({ folder, isAudit, before, now }) => ({
    text: `${folder} belongs to a run against ${report.target(before)}, not ${report.target(now)}`,
    next: `Give the settings of that run, or another folder with --state-dir. ${isAudit ? RESTART_AUDIT : RESTART_IMPORT}`,
  }),
  'state-of-other-reading': ({ folder, isAudit, differences, kept }) => ({
    text: `${folder} belongs to a run that read the input with other settings: ${differences.map(difference).join('; ')}${keptText(kept)}`,
    next: `${leftOut(differences, ' and ', (flags) => `Leave ${flags} out: the run goes on as it began.`) ?? (isAudit ? SAME_OF_AUDIT : SAME)} ${isAudit ? RESTART_AUDIT : RESTART_IMPORT}`,
  }),
  'state-of-single-inputs': ({ path, folder, inputs }) => ({
    text: `${inputs} inputs are one run with one state folder, but ${path} has a run of its own in ${folder}: its rows would be sent again`,
    next: 'Import a hundred of them at most at a time, as before: put those that are new into a folder of their own, and import each folder by itself. Or move the folders of the runs away, to begin again with all rows.',
  }),
  'state-of-other-inputs': ({ path, folder, inputs }) => ({
    text: `${folder} belongs to one run over many inputs in ${path}, and ${inputs === 1 ? 'the one that is given is not what' : `the ${inputs} that are given do not begin with those that`} it has done: rows that are done would be sent again`,
    next: 'Give all inputs of that run: put back what was moved away, and put what is new into a folder of its own. Then the same command goes on. An input that was never part of the run takes a folder of its own: --state-dir DIR.',
  }),
  'state-of-other-shares': ({ folder, before, now }) => ({
    text: `${folder} belongs to ${before === undefined ? 'a run over all rows' : `runs that take ${before} shares of the rows`}, and this one ${now === undefined ? 'would take all rows' : `would take one of ${now} shares`}: rows that are done would be sent again`,
    next: `${before === undefined ? 'Go on without --shard' : `Go on with --shard 1/${before}, 2/${before} and so on`}; to begin anew, move that folder away.`,
  }),
  'state-made-just-now': ({ folder }) => ({
    text: `${folder} was made by another run just now`,
    next: 'Type the same command again.',
  }),
  'state-in-use': ({ folder, holder, isThisProcess }) => ({
    text: `${folder} is in use by ${isThisProcess ? 'this same command, under another name of the folder' : holderText(holder)}`,
    next: 'Wait for that run to end, or stop it with Ctrl-C there; then type the same command again.',
  }),
  'state-not-ours': ({ path, why }) => ({ text: `${path} ${NOT_OURS[why].text}`, next: NOT_OURS[why].next }),
  'state-of-other-user': ({ path, folder, owner, isRoot }) => ({
    text: `${path} belongs to ${owner === 0 ? 'root, as after a run with sudo' : `user ${owner}`}, not to you`,
    next: isRoot
      ? `Type the command as that user, without sudo. ${ANOTHER_FOLDER}`
      : `If that run was not yours, give --state-dir DIR: nothing was written or sent. If it was, make it yours again, and type the command without sudo: sudo chown -R "$(id -u)" ${shellWord(folder)}`,
  }),
  'state-folder-unusable': ({ path, reason }) => ({
    text: `the state folder ${path} cannot be used: ${systemText(reason)}`,
    next: 'Make sure that the folder above it is there, or give another one with --state-dir.',
  }),
  'state-folder-has-foreign-files': ({ folder, names }) => ({
    text: `${folder} holds files that no run has left there: ${names.slice(0, 5).join(', ')}`,
    next: 'Give another folder with --state-dir, or move those files.',
  }),
  'state-folder-not-movable': ({ folder, errorCode }) => ({
    text: `the state folder ${folder} cannot be set aside: it is a mount point, or in use (${errorCode})`,
    next: 'Give a folder inside it, or another one, with --state-dir.',
  }),
  'state-lock-is-foreign': ({ path }) => ({
    text: `${path} is a file that no run has left there`,
    next: 'Give another folder with --state-dir, or move that file.',
  }),
  'state-folder-is-file': ({ folder }) => ({
    text: `${folder} is a file, not a folder`,
    next: 'Give another folder with --state-dir.',
  }),
  'state-not-read': ({ path, reason, lack }) => ({
    text: `${path} could not be read: ${systemText(reason)}`,
    next: `${remedyOf(lack)}; then the same command goes on, and nothing is lost.`,
  }),
  'state-not-written': ({ path, reason, lack }) => ({
    text: `${path} could not be written: ${systemText(reason)}`,
    next: `${remedyOf(lack)}; then the same command goes on, and nothing is lost.`,
  }),
  'state-not-made': ({ path, reason, lack, name, isHomeOpen }) => ({
    text: `the state folder ${path} could not be made: ${systemText(reason)}`,
    next:
      lack === 'right' || lack === 'writable-disk'
        ? `Keep it where you can write, and give it each time: --state-dir ${isHomeOpen ? '~' : 'FOLDER'}/${shellWord(name)}`
        : `${remedyOf(lack)}; then the same command goes on, and nothing is lost.`,
  }),
  'state-swapped': ({ path }) => ({
    text: `${path} was put there by somebody else while the run was on: nothing is written to it`,
    next: 'Find out who may write to the folder above it, put back the folder of the run with everything that was in it, then type the same command again: no row is lost.',
  }),
  'state-beyond-input': ({ path, rows }) => ({
    text: `by its state folder ${path} has ${howMany(rows, 'more row')} than there are in it`,
    next: 'No run of this input has written that. Begin again from row 1 with --restart (the state folder is kept under a dated name).',
  }),
  'state-taken-over': ({ folder }) => ({
    text: `${folder} was taken over by a run on another host: this one was halted for half a minute or more`,
    next: 'Let that run go on. tim-unread status says how far it is.',
  }),
} satisfies { [K in AnyFact['kind']]: (fact: Extract<AnyFact, { kind: K }>) => Told };

const UNRELIABLE = {
  empty: 'is empty',
  'not-json': 'is not JSON, or cut off',
  damaged: 'is damaged',
  'wrong-checksum': 'was changed: its checksum does not fit its content',
} satisfies Record<Extract<StateFact, { kind: 'checkpoint-unreliable' }>['why'], string>;

const ANOTHER_FOLDER =
  'Nothing was written or sent. Find out who put it there, or give another folder: --state-dir DIR.';

const NOT_OURS = {
  link: { text: 'is a link: a run would write to the file that it names', next: ANOTHER_FOLDER },
  'not-a-file': { text: 'is no regular file', next: ANOTHER_FOLDER },
  'several-names': { text: 'has a second name elsewhere (a hard link)', next: ANOTHER_FOLDER },
  'open-folder': {
    text: 'can be written by other users, so that anybody may have prepared what is in it',
    next: `Look through it, close it with chmod 700, and type the command again. ${ANOTHER_FOLDER}`,
  },
  'too-large': { text: 'is far larger than a run makes it', next: ANOTHER_FOLDER },
} satisfies Record<Exclude<NotOurs, 'other-owner'>, Told>;

const RESTART_IMPORT = 'To begin again from row 1, add --restart (this folder is kept under a dated name).';
const RESTART_AUDIT = 'To begin again from row 1, add --restart (what an import has left here stays as it is).';
const PUT_BACK =
  'Put it back as it was, or begin again from row 1 with --restart (the state folder is kept under a dated name).';
const remedyOf = (lack: Lack | undefined): string => {
  switch (lack) {
    case 'room':
      return 'Make room on that disk (df -h; where space is left, it is short of files: df -i)';
    case 'right':
      return 'Give yourself the right to it (tim-unread doctor shows who has it)';
    case 'writable-disk':
      return 'Make that disk writable: it is mounted read-only';
    case 'open-files':
      return 'Let this process open more files: ulimit -n 1024 (of a service LimitNOFILE=1024, of Docker --ulimit nofile=1024)';
    case 'place':
      return 'Put back the folder that was moved or deleted, with everything that was in it';
    case undefined:
      return 'Mend that disk, or copy the folder to another one';
  }
};

const holderText = (holder: StateHolder | undefined): string =>
  holder
    ? printable(`process ${holder.pid} on ${holder.host}, since ${localTime(holder.since)}`)
    : 'another process, which has just begun';

/** For example `--delimiter ";", now ","`. */
const SAME = 'Give the same --format, --encoding, --delimiter, --columns, --no-header and --on-duplicate.';
const SAME_OF_AUDIT =
  'Give the same --format, --encoding, --delimiter, --columns, --no-header, --on-duplicate, --sample and --seed.';

const keptText = (kept: KeptRows | undefined): string => {
  if (!kept) return '';
  const { differing, gone, lines } = kept;
  const count = differing + gone;
  const rows = count === 1 ? '1 row that was sent' : `${grouped(count)} rows that were sent`;
  return `. ${rows} would be ${gone === 0 ? '' : 'no row or '}${count === 1 ? 'another one' : 'others'} (${count > lines.length ? 'first ' : ''}${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')})`;
};

const difference = ({ field, before, now }: ReadingDifference): string =>
  `${FLAGS[field] ?? field} ${valueText(before)}, now ${valueText(now)}`;

const FLAGS: typeof READING_FLAGS = {
  ...READING_FLAGS,
  groupSeqs: '--group-seqs (what is in the file, by its SHA-256)',
};

const valueText = (value: unknown): string =>
  value === undefined ? 'not given' : (mapText(value) ?? JSON.stringify(value));
