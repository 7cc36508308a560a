import Worker

Worker.main()
