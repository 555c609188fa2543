/** The name of a state folder. That of one which `--restart` has set aside ends in a date. */
export const STATE_FOLDER = /\.tim-unread(?:\.[0-9-]+)?[\\/]?$/;
