// Streamlit calls this anew whenever data or theme change: what must last stands in the surface, which is made once.
import { decode, digestOf } from "./decode.js";
import { endMeeting, meetingOf } from "./meeting.js";
import { Surface } from "./surface.js";

const SURFACES = new WeakMap(); // by the element that Streamlit gives

export default function ({ data, parentElement, setTriggerValue }) {
    if (!SURFACES.has(parentElement)) SURFACES.set(parentElement, new Surface(parentElement));
    const surface = SURFACES.get(parentElement);
    surface.onSelect = (selection) => setTriggerValue("select", selection);
    if (surface.overview?.digest === digestOf(data)) surface.restyle();
    else {
        if (surface.overview) endMeeting(surface.overview.digest, surface);
        surface.open(decode(data));
        const meeting = meetingOf(surface.overview.digest);
        meeting.surface = surface;
        meeting.details.forEach((detail) => surface.take(detail));
        if (meeting.choices) surface.adopt(meeting.choices);
    }
    return () => {
        surface.close();
        SURFACES.delete(parentElement);
        surface.root.remove();
        endMeeting(surface.overview.digest, surface);
    };
}
