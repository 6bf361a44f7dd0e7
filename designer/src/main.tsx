import { createRoot } from "react-dom/client";

const place = document.getElementById("designer");
if (place) createRoot(place).render(<p>{place.dataset["name"]}</p>);
