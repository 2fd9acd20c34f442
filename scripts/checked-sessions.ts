/** How many account sessions each test file made and looked at, a line each: added up when the run is over. */
export const CHECKED_SESSIONS = '.data/test/checked-account-sessions';
