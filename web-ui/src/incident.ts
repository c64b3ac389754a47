// The page of one incident: values and the words they rest on, the chart of the toll, and all details when printing.
import { connect } from "./parts/reading";
import { drawTolls } from "./parts/toll";

connect();
drawTolls();

addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
if (new URLSearchParams(location.search).has("print")) print();
