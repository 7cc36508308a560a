/// The transcripts of calls, as WebVTT.
enum Transcript {
    private static let sentences = [
        "Thank you for calling, how can I help you?", "I have a question about my last bill.",
        "Let me have a look at that for you.", "It was higher than I expected.", "I see, there was a one-time charge.",
        "Could you take it off, please?", "I have put in a request, and you will hear from us.", "Great, thank you!",
    ]

    /// The text of a capture's transcript: one cue for every two seconds of the call.
    static func text(_ capture: CaptureBook.Capture, in book: CaptureBook) -> String {
        var text = "WEBVTT\n\nNOTE capture \(book.ids.text(capture.index))\n"
        let seconds = max(1, book.seconds(capture))
        for (cue, start) in stride(from: 0, to: seconds, by: 2).enumerated() {
            let speaker = cue.isMultiple(of: 2) ? "Agent" : "Caller"
            let sentence = sentences[cue % sentences.count]
            text += "\n\(cue + 1)\n\(time(start)) --> \(time(min(start + 2, seconds)))\n<v \(speaker)>\(sentence)\n"
        }
        return text
    }

    private static func time(_ seconds: Int) -> String {
        let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
        return parts.map { $0 < 10 ? "0\($0)" : String($0) }.joined(separator: ":") + ".000"
    }
}
