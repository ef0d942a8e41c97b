import * as library from '../../client/index.js';

/** The script of the app server's page: it hands the library to the test and registers nothing. */
window.library = library;
window.events = [];
window.states = [];
