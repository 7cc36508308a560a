import JSON
import Webex

/// One capture and the sinks that are to have it, as a script named them.
struct ExportOrder {
    let reference: CaptureReference
    let kind: String
    /// The name it is to have in every sink: relative, and safe.
    let name: String
    /// The file in the folder; nil where no folder is wanted.
    let file: DownloadOrder?
    /// The sinks besides the folder, as they came over.
    let sinks: [JSONValue]
    /// The flat capture with its flat task.
    let facts: JSONObject
    let metadata: JSONObject?
    let rule: String?

    init(_ arguments: JSONValue, currentFolder: String) throws(HostError) {
        guard let capture = try LedgerArguments.capture(arguments["capture"]), let name = arguments["path"]?.string
        else { throw Self.noCapture }
        try FileName.check(name)
        try FileName.checkOrdinary(name)
        reference = CaptureReference(
            taskID: capture.taskID,
            captureID: capture.id,
            kind: capture.kind == "transcript" ? .transcription : .recording
        )
        kind = capture.kind
        self.name = name
        facts = capture.flat
        metadata = arguments["metadata"]?.object
        sinks = arguments["sinks"]?.array ?? []
        rule = arguments["rule"]?.string
        guard let folder = arguments["folder"]?.string else {
            guard !sinks.isEmpty else {
                throw HostError(
                    .invalid,
                    name,
                    "goes nowhere: neither a folder nor a sink is named",
                    hint: "recordings.export(capture, path, { folder = FOLDER, sinks = { … } })"
                )
            }
            file = nil
            return
        }
        file = try DownloadOrder(
            reference,
            path: folder == "." ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name,
            metadata: metadata,
            currentFolder: currentFolder
        )
        if let file { try FileName.check(PathText.split("/" + file.metadataPath).name) }
    }

    /// The error for what is no capture, or has no path.
    static let noCapture = HostError(
        .invalid,
        "recordings.export",
        "takes a capture of recordings.captures and a path",
        hint: "recordings.export(capture, path, { folder = args.out })"
    )

    /// What sinks are told of it.
    var item: SinkItem {
        SinkItem(
            path: name,
            contentType: Self.contentType(of: name),
            captureID: reference.captureID,
            taskID: reference.taskID,
            facts: facts,
            metadata: metadata ?? [:]
        )
    }

    /// What a name's ending says of the bytes.
    private static func contentType(of name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        switch name[dot...].lowercased() {
        case ".wav": return "audio/wav"
        case ".mp3": return "audio/mpeg"
        case ".ogg", ".opus": return "audio/ogg"
        case ".json": return "application/json"
        case ".txt": return "text/plain"
        case ".vtt": return "text/vtt"
        default: return "application/octet-stream"
        }
    }
}
