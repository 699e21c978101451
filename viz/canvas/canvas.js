// Streamlit calls this anew whenever data or theme change: what must last stands in the surface, which is made once.
import { decode, digestOf, endMeeting, meetingOf } from "./decode.js";
import { Surface } from "./surface.js";

const SURFACES = new WeakMap(); // by the element that Streamlit gives

export default function ({ data, parentElement, setTriggerValue }) {
    if (!SURFACES.has(parentElement)) SURFACES.set(parentElement, new Surface(parentElement));
    const surface = SURFACES.get(parentElement);
    surface.onChoose = (code) => setTriggerValue("choose", code);
    if (surface.overview?.digest === digestOf(data)) surface.restyle();
    else {
        if (surface.overview) endMeeting(surface.overview.digest, surface);
        surface.show(decode(data));
        const meeting = meetingOf(surface.overview.digest);
        meeting.surface = surface;
        if (meeting.detail) surface.take(meeting.detail);
    }
    return () => {
        surface.close();
        SURFACES.delete(parentElement);
        surface.root.remove();
        endMeeting(surface.overview.digest, surface);
    };
}
