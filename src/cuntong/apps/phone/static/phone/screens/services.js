// 便民服务: what the counter does for people besides parcels.

import { show } from "../dom.js";
import { head } from "./parts.js";
import { word } from "../words.js";

export const open = () => show(head(word("services"), word("services-none")));
