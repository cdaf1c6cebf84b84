;; Tail calls beyond the official scripts: depth across modules, every way that values travel, what a tail call leaves behind.

(module $a
  (type $count (func (param i32) (result i32)))
  (table (export "t") 3 funcref)
  (elem (i32.const 0) func $even)
  (func $even (export "even") (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 1))
      (else (return_call_indirect (type $count) (i32.sub (local.get 0) (i32.const 1)) (i32.const 1))))))
(register "a" $a)

(module $b
  (type $count (func (param i32) (result i32)))
  (import "a" "t" (table 3 funcref))
  (import "a" "even" (func $even (param i32) (result i32)))
  (elem (i32.const 1) func $odd)
  (func $odd (export "odd") (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.const 0))
      (else (return_call $even (i32.sub (local.get 0) (i32.const 1))))))
  ;; an ordinary call in between begins a chain of its own
  (func (export "both") (param i32) (result i32)
    (return_call $add (call $odd (local.get 0)) (call $even (local.get 0))))
  (func $add (param i32 i32) (result i32) (i32.add (i32.mul (i32.const 10) (local.get 0)) (local.get 1))))

(assert_return (invoke $a "even" (i32.const 1000000)) (i32.const 1))
(assert_return (invoke $b "odd" (i32.const 1000000)) (i32.const 0))
(assert_return (invoke $b "both" (i32.const 1000001)) (i32.const 10))

;; itself: parameters change all at once, locals begin anew
(module
  (func $gcd (export "gcd") (param i64 i64) (result i64)
    (if (i64.eqz (local.get 1)) (then (return (local.get 0))))
    (return_call $gcd (local.get 1) (i64.rem_u (local.get 0) (local.get 1))))
  (func $fresh (export "fresh") (param i32) (result i32) (local $i i32) (local $f f64) (local $r funcref)
    (if (i32.eqz (local.get 0))
      (then (return (i32.and (i32.and (i32.eqz (local.get $i)) (f64.eq (local.get $f) (f64.const 0))) (ref.is_null (local.get $r))))))
    (local.set $i (i32.const 7))
    (local.set $f (f64.const 7))
    (local.set $r (ref.func $fresh))
    (return_call $fresh (i32.sub (local.get 0) (i32.const 1))))
  (func $sum (export "sum") (param i32 i64) (result i64)
    (loop $l
      (block
        (br_if 0 (local.get 0))
        (return (local.get 1)))
      (br_if $l (i32.const 0)))
    (return_call $sum (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.extend_i32_u (local.get 0)))))
  (func $for_ever (export "stack") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (return_call $for_ever (i32.sub (local.get 0) (call $one (local.get 0)))))
  (func $one (param i32) (result i32) (i32.const 1))
  (elem declare func $fresh))
(assert_return (invoke "gcd" (i64.const 1071) (i64.const 462)) (i64.const 21))
(assert_return (invoke "fresh" (i32.const 3)) (i32.const 1))
(assert_return (invoke "sum" (i32.const 1000000) (i64.const 0)) (i64.const 500000500000))
(assert_return (invoke "stack" (i32.const 1000000)) (i32.const 0))

;; values of every kind; results as one object
(module
  (func $down (export "down") (param i32 i64 f32 f64 externref) (result f64 externref f32 i64)
    (if (i32.eqz (local.get 0)) (then (return (local.get 3) (local.get 4) (local.get 2) (local.get 1))))
    (return_call $up (local.get 4) (local.get 3) (local.get 2) (i64.add (local.get 1) (i64.const 1)) (i32.sub (local.get 0) (i32.const 1))))
  (func $up (param externref f64 f32 i64 i32) (result f64 externref f32 i64)
    (return_call $down (local.get 4) (local.get 3) (local.get 2) (local.get 1) (local.get 0)))
  (func $nothing (export "nothing") (param i32)
    (if (local.get 0) (then (return_call $other (local.get 0)))))
  (func $other (param i32) (return_call $nothing (i32.sub (local.get 0) (i32.const 1)))))
(assert_return (invoke "down" (i32.const 100000) (i64.const 1) (f32.const 2) (f64.const 3) (ref.extern 4))
  (f64.const 3) (ref.extern 4) (f32.const 2) (i64.const 100001))
(assert_return (invoke "nothing" (i32.const 1000000)))

;; a host function in place of a return, and traps on the way
(module
  (import "spectest" "print_i32" (func $print (param i32)))
  (type $t (func (param i32)))
  (table 2 funcref)
  (elem (i32.const 0) func $print)
  (func (export "host") (return_call $print (i32.const 1)))
  (func (export "element") (param i32) (return_call_indirect (type $t) (i32.const 1) (local.get 0)))
  (func (export "argument") (param i32) (return_call $print (i32.div_u (i32.const 1) (local.get 0))))
  (func $deep (export "deep") (param i32) (call $deep2 (local.get 0)))
  (func $deep2 (param i32) (return_call $deep (local.get 0))))
(assert_return (invoke "host"))
(assert_return (invoke "element" (i32.const 0)))
(assert_trap (invoke "element" (i32.const 1)) "uninitialized element")
(assert_trap (invoke "element" (i32.const 2)) "undefined element")
(assert_trap (invoke "argument" (i32.const 0)) "integer divide by zero")
(assert_return (invoke "argument" (i32.const 1)))
(assert_exhaustion (invoke "deep" (i32.const 0)) "call stack exhausted")
;; nothing is left over from it
(assert_return (invoke "host"))

(assert_invalid (module (func $f (result i32 i32) unreachable) (func (result i32) (return_call $f))) "type mismatch")
(assert_invalid (module (func $f (result i32) unreachable) (func (result i64) (return_call $f))) "type mismatch")
(assert_invalid (module (func $f (param i32)) (func (return_call $f))) "type mismatch")
