;; The former instructions: who handles what is delegated, and what a handler throws again.

(module
  (tag $e (param i32))
  (tag $f)
  (func $throw (param i32) (throw $e (local.get 0)))
  ;; flat form, several handlers, results
  (func (export "flat") (param i32) (result i32)
    try (result i32)
      local.get 0
      if
        local.get 0
        call $throw
      end
      throw $f
    catch $e
      i32.const 100
      i32.add
    catch $f
      i32.const 1
    catch_all
      i32.const 2
    end)
  ;; past the handlers in between
  (func (export "past") (param i32) (result i32)
    (try (result i32)
      (do
        (try (result i32)
          (do
            (try (result i32)
              (do
                (try (result i32) (do (call $throw (local.get 0)) (i32.const 0)) (delegate 2)))
              (catch_all (i32.const 1))))
          (catch_all (i32.const 2))))
      (catch $e (i32.const 10) (i32.add))))
  ;; a label that is no try's: whoever is around it
  (func (export "block") (param i32) (result i32)
    (try (result i32)
      (do
        (block $b (result i32)
          (try (result i32)
            (do (try (result i32) (do (call $throw (local.get 0)) (i32.const 0)) (delegate $b)))
            (catch_all (i32.const 1)))))
      (catch_all (i32.const 2))))
  ;; out of the function
  (func $caller (param i32) (result i32)
    (try (result i32)
      (do (try (result i32) (do (call $throw (local.get 0)) (i32.const 0)) (delegate 1)))
      (catch_all (i32.const 1))))
  (func (export "function") (param i32) (result i32)
    (try (result i32) (do (call $caller (local.get 0))) (catch $e)))
  ;; to a try whose handlers have begun: it protects no longer
  (func (export "begun") (param i32) (result i32)
    (try (result i32)
      (do
        (try $t (result i32)
          (do (throw $f))
          (catch_all
            (try (result i32) (do (call $throw (local.get 0)) (i32.const 0)) (delegate $t)))))
      (catch $e (i32.const 50) (i32.add))))
  ;; again from inside of another handler, and in a loop
  (func (export "rethrow") (param i32) (result i32)
    (try (result i32)
      (do
        (try $outer (result i32)
          (do (call $throw (local.get 0)) (i32.const 0))
          (catch $e
            (drop)
            (try (result i32)
              (do (throw $f))
              (catch $f (rethrow $outer))))))
      (catch $e (i32.const 7) (i32.add))))
  (func (export "count") (param i32) (result i32) (local $n i32)
    (loop $l
      (try
        (do (call $throw (local.get $n)))
        (catch $e
          (local.set $n (i32.add (i32.const 1)))
          (br_if $l (i32.lt_s (local.get $n) (local.get 0))))))
    (local.get $n))
  ;; beside the present ones
  (func (export "mixed") (param i32) (result i32)
    (block $h (result i32)
      (try_table (result i32) (catch $e $h)
        (try (result i32)
          (do (try (result i32) (do (call $throw (local.get 0)) (i32.const 0)) (delegate 1)))
          (catch_all (i32.const 1))))))
  ;; without handlers
  (func (export "bare") (param i32) (result i32) (try (result i32) (do (local.get 0))))
  (func (export "nothing") (param i32) (result i32)
    (try (do (if (local.get 0) (then (throw $f)))) (catch_all (return (i32.const 9))))
    (i32.const 8)))

(assert_return (invoke "flat" (i32.const 5)) (i32.const 105))
(assert_return (invoke "flat" (i32.const 0)) (i32.const 1))
(assert_return (invoke "past" (i32.const 5)) (i32.const 15))
(assert_return (invoke "block" (i32.const 5)) (i32.const 2))
(assert_return (invoke "function" (i32.const 5)) (i32.const 5))
(assert_return (invoke "begun" (i32.const 5)) (i32.const 55))
(assert_return (invoke "rethrow" (i32.const 5)) (i32.const 12))
(assert_return (invoke "count" (i32.const 1000)) (i32.const 1000))
(assert_return (invoke "mixed" (i32.const 5)) (i32.const 5))
(assert_return (invoke "bare" (i32.const 5)) (i32.const 5))
(assert_return (invoke "nothing" (i32.const 0)) (i32.const 8))
(assert_return (invoke "nothing" (i32.const 1)) (i32.const 9))

(assert_malformed (module quote "(func try end end)") "unexpected token")
(assert_malformed (module quote "(func try catch_all catch_all end)") "unexpected token")
(assert_malformed (module quote "(func try catch_all delegate 0)") "unexpected token")
(assert_invalid (module (tag $e (param i32)) (func (try (do) (catch $e)))) "type mismatch")
(assert_invalid (module (func (try (do) (delegate 1)))) "unknown label")
(assert_invalid (module (func (try (do (rethrow 0)) (catch_all)))) "invalid rethrow label")
