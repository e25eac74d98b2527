/** Starts the console: the only module that acts when it is loaded. */

import { Api } from "./api.js";
import { App } from "./app.js";

const root = document.getElementById("app");
if (root) void new App(root, new Api((path, request) => fetch(path, request))).start();
