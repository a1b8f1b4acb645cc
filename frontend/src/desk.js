// What analysts have besides: small steps without a new page (htmx), keys, progress, words taken from the text.
import "htmx.org";
import { each } from "./each.js";
import { pick } from "./desk/pick.js";
import { watch } from "./desk/intake.js";
import "./desk/keys.js";
import "./desk/steps.js";

each("[data-intake]", watch);
each("[data-pick]", pick);
