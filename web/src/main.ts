import { mount } from "svelte";

import App from "./App.svelte";
import "./style.css";
import { choose, preferred } from "./words/words.svelte.ts";

await choose(preferred());
const target = document.getElementById("app");
if (target) mount(App, { target });
