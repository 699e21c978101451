import { meetingOf } from "./meeting.js";

export default function ({ data }) {
    const meeting = meetingOf(data.of);
    meeting.choices = data;
    meeting.surface?.adopt(data);
}
