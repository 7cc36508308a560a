import JSON
import Journal
import Webex

/// One capture and the path that it is to have on the disk.
struct DownloadOrder {
    let reference: CaptureReference
    /// `recording` or `transcript`.
    let kind: String
    let path: String
    /// The path's absolute form, by which the ledger knows it.
    let place: String
    /// What is to stand in the JSON file beside it; nil when none is wanted.
    let metadata: JSONObject?

    /// What a script asked `recordings.download` for.
    init(_ arguments: JSONValue, currentFolder: String) throws(HostError) {
        guard let task = arguments["task"]?.string, let capture = arguments["capture"]?.string,
            let kind = arguments["kind"]?.string, let path = arguments["path"]?.string
        else {
            throw HostError(
                .invalid,
                "recordings.download",
                "takes a capture of recordings.captures and a path",
                hint: "recordings.download(capture, path, { metadata = true })"
            )
        }
        try self.init(
            CaptureReference(
                taskID: task,
                captureID: capture,
                kind: kind == "transcript" ? .transcription : .recording
            ),
            path: path,
            metadata: arguments["metadata"]?.object,
            currentFolder: currentFolder
        )
    }

    init(
        _ reference: CaptureReference,
        path: String,
        metadata: JSONObject?,
        currentFolder: String
    ) throws(HostError) {
        guard !path.hasSuffix("/") else { throw HostError(.invalid, path, "is the name of a folder, not of a file") }
        self.reference = reference
        kind = reference.kind == .transcription ? "transcript" : "recording"
        self.path = path
        place = try PathText.absolute(path, in: currentFolder)
        self.metadata = metadata
    }

    /// How the ledger knows the capture of an org.
    func key(_ organization: String) -> CaptureKey {
        CaptureKey(organization: organization, captureID: reference.captureID, kind: kind)
    }

    /// Where the metadata goes: beside the file, `.json` in place of its ending, unless that is its own name.
    var metadataPath: String { MetadataName.beside(path) }

    /// The metadata with what the host knows of the file, keys sorted, so that the same recording has the same text.
    ///
    /// Of a file that is only planned, neither length nor hash is known.
    func metadata(_ saved: SavedBytes?) -> [UInt8]? {
        guard var metadata else { return nil }
        var file: JSONObject = [
            "name": .string(PathText.split(place).name), "capture": .string(reference.captureID),
        ]
        // A recording and its transcript have the same id.
        if kind == "transcript" { file["kind"] = .string(kind) }
        file["bytes"] = saved.map { .integer($0.bytes) }
        file["sha256"] = saved.map { .string($0.sha256) }
        metadata["file"] = .object(file)
        return JSONValue.object(metadata).sorted().pretty()
    }

    /// The error for metadata whose name another file's metadata has, which is the same but for its ending.
    func metadataTaken(_ name: String, by owner: String) -> HostError {
        HostError(
            .invalid,
            path,
            "the name of its metadata, \(name), belongs to \(owner), whose name is the same but for its ending",
            hint: "put {kind} or {capture_id} into the name"
        )
    }

    /// The error for a name that somebody else has.
    func taken(by owner: String) -> HostError {
        HostError(
            .invalid,
            path,
            "this name\(metadata == nil ? "" : ", or that of its metadata,") belongs to \(owner)",
            hint: "put {capture_id} into the name, or choose another folder"
        )
    }
}
