return require "lib.slow"
