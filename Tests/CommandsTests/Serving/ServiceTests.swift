import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("patchbay service")
    struct ServiceTests {
        private static let isWithoutSystemd = access("/run/systemd/system", F_OK) != 0

        @Test("a unit is shown without being written, with what is served and what may be written")
        func dryRun() async throws {
            let served = try await ServedPlace()
            try served.schedule("hourly")
            let line = "service install --user --dry-run --at-most 2 --grace 1m --writable out --listen 127.0.0.1:9000"
            let outcome = try await served.place.patchbay(line)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let command =
                "ExecStart=\(ProductBinaries.folder)/patchbay serve --at-most 2 --grace 1m --listen 127.0.0.1:9000\n"
            #expect(outcome.output.contains(command), "\(outcome.output)")
            for path in [served.place.folder.path("home"), served.place.work + "/out", served.place.work] {
                #expect(outcome.output.contains("ReadWritePaths=-\(path)\n"), "\(path)")
            }
            #expect(outcome.output.contains("Environment=PATCHBAY_HOME=\(served.place.folder.path("home"))\n"))
            #expect(outcome.output.contains("TimeoutStopSec=135\n"))
            #expect(!served.place.folder.exists("person/.config"))
        }

        @Test("a unit of a user is written, found and taken away", .enabled(if: isWithoutSystemd))
        func installed() async throws {
            let place = try Place()
            let installed = try await place.patchbay("service install --user")
            #expect(installed.exitCode == 0, "\(installed.errors)")
            #expect(installed.errors.contains("systemctl --user enable --now patchbay.service"), "\(installed.errors)")
            let unit = try #require(place.folder.text("person/.config/systemd/user/patchbay.service"))
            #expect(unit.contains("Type=notify") && unit.contains("LoadCredential=patchbay-key"))
            let status = try await place.patchbay("service status --user")
            #expect(status.exitCode == 1 && status.output.contains("person/.config/systemd/user/patchbay.service"))
            #expect(try await place.patchbay("service uninstall --user").exitCode == 0)
            #expect(!place.folder.exists("person/.config/systemd/user/patchbay.service"))
            let again = try await place.patchbay("service uninstall --user")
            #expect(again.exitCode == 2 && again.errors.contains("there is no unit"), "\(again.errors)")
        }

        @Test("a unit of the system's has folders and a user of its own")
        func system() async throws {
            var place = try Place()
            place.environment["PATCHBAY_HOME"] = nil
            let outcome = try await place.patchbay("service install --system --dry-run --run-as ops")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            for line in ["User=ops", "StateDirectory=patchbay", "Environment=XDG_STATE_HOME=/var/lib"] {
                #expect(outcome.output.contains(line + "\n"), "\(line)")
            }
            #expect(try await place.patchbay("service install --system --user").exitCode == 2)
        }
    }
}
