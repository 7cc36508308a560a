import JSON
import Wire

/// Files that a script reads and writes: by number, never by descriptor, and only beneath what was granted.
struct FileEffects: Sendable {
    let grants: Grants
    let files: FileTable
    /// The folder that relative paths are seen from.
    let currentFolder: String
    /// Told what is read.
    let journal: RunJournal?

    var handlers: [String: Door.EffectHandler] {
        [
            "file_open": { arguments, _ in
                let path = try path(arguments)
                let (number, bytes) = try files.openForReading(path)
                // What is the plan's own is no input.
                if try !grants.isPlanned(path) {
                    journal?.inputs.opened(try PathText.absolute(path, in: currentFolder))
                }
                return Answer(["id": .integer(number), "bytes": .integer(bytes)])
            },
            "file_read": { arguments, _ in
                let number = try number(arguments)
                let bytes = try files.read(number)
                let ended = bytes.count < FileTable.chunkSize
                if ended { try files.close(number) }
                return Answer(["ended": .bool(ended)], body: .bytes(bytes))
            },
            "file_create": { arguments, _ in
                Answer(["id": .integer(try files.openForWriting(path(arguments)))])
            },
            "file_write": { arguments, data in
                try files.write(number(arguments), data)
                return .done
            },
            "file_close": { arguments, _ in
                let number = try number(arguments)
                guard arguments["keep"]?.bool == true else {
                    files.drop(number)
                    return .done
                }
                let written = grants.planned == nil ? files.writtenPath(number) : nil
                try files.close(number)
                if let written { journal?.inputs.wrote(try PathText.absolute(written, in: currentFolder)) }
                return .done
            },
            "file_list": { arguments, _ in
                let entries = try grants.list(path(arguments)).map { entry -> JSONValue in
                    ["name": .string(entry.name), "folder": .bool(entry.isFolder)]
                }
                return Answer(.array(entries))
            },
            "file_exists": { arguments, _ in
                Answer(["exists": .bool(try grants.status(path(arguments)) != nil)])
            },
        ]
    }

    private func path(_ arguments: JSONValue) throws(HostError) -> String {
        guard let path = arguments["path"]?.string, !path.isEmpty else {
            throw HostError(.invalid, "path", "must be the path of a file as text")
        }
        return path
    }

    private func number(_ arguments: JSONValue) throws(HostError) -> Int64 {
        guard let number = arguments["file"]?.integer else { throw HostError(.invalid, "file", "is no open file") }
        return number
    }
}
