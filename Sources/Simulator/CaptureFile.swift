/// How the service calls the files of captures.
enum CaptureFile {
    /// The ending of the capture's file, with its dot.
    static func ending(_ capture: CaptureBook.Capture) -> String { capture.part == .transcript ? ".vtt" : ".wav" }

    /// The name the service gives.
    ///
    /// Now and then it is one that must never become a path.
    static func name(_ capture: CaptureBook.Capture, in book: CaptureBook) -> String {
        let ending = ending(capture)
        switch book.tasks.hash.number(.capture, capture.index, use: 5, below: 24) {
        case 0: return "../../../outside\(ending)"
        case 1: return "/absolute/path\(ending)"
        case 2: return "folder/with\\both\(ending)"
        case 3: return "Gespräch mit 株式会社 ☎\(ending)"
        case 4: return "line\nbreak \"quoted\"\(ending)"
        case 5: return ".."
        default: return book.ids.text(capture.index) + ending
        }
    }
}
