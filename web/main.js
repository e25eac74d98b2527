/** Starts the console: the only module that acts when it is loaded. */

import { Api } from "./api.js";
import { App } from "./app.js";
import { Starter } from "./screen/starter.js";

const root = document.getElementById("app");
const api = new Api((path, request) => fetch(path, request));
if (root) void new App(root, api, new Starter()).start();
