;; A first plugin. Copied into deploy/ it becomes a service; from the shell:
;;   wasm:call hello add 2 40
;;   wasm:call hello fib 30
;;   wasm:call hello divmod 17 5
(module $hello
  ;; the sum of two integers
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))

  ;; the n-th number of Fibonacci, by calling itself
  (func $fib (export "fib") (param $n i64) (result i64)
    (if (result i64) (i64.lt_u (local.get $n) (i64.const 2))
      (then (local.get $n))
      (else (i64.add
        (call $fib (i64.sub (local.get $n) (i64.const 1)))
        (call $fib (i64.sub (local.get $n) (i64.const 2)))))))

  ;; two results; traps when the divisor is zero
  (func (export "divmod") (param i32 i32) (result i32 i32)
    (i32.div_s (local.get 0) (local.get 1))
    (i32.rem_s (local.get 0) (local.get 1)))

  ;; how often it was called: what a plugin remembers lives as long as its store
  (global $count (mut i32) (i32.const 0))
  (func (export "count") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.get $count))

  ;; a text in memory: greet gives its address and length
  (memory (export "memory") 1)
  (data (i32.const 16) "Hello from a plugin!")
  (func (export "greet") (result i32 i32)
    (i32.const 16)
    (i32.const 20)))
