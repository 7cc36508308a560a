error "broken module"
