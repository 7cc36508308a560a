import Commands

await Patchbay.start()
