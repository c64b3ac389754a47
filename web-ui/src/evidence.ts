// The text of one report: words and the lines that tell what was coded of them.
import { connect } from "./parts/reading";

connect();
