import * as library from '../../../client/index.js';

window.library = library;
window.events = [];
window.states = [];
