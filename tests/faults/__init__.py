"""Faults and attacks, and the tests of what must hold in each; `test_rows.py` sees to it that they exist.

 1  WebSocket Origin of a stranger            web/test_guard.py::test_a_stranger_is_refused_before_its_socket_is_accepted
                                              web/test_guard.py::test_a_program_without_an_origin_comes_in_over_loopback_only
                                              web/test_guard.py::test_scripts_from_other_machines_come_in_where_configured_and_foreign_pages_do_not
 2  Host of another site                      web/test_guard.py::test_a_host_of_another_site_is_refused
 3  a route without the guard                 faults/test_strangers.py::test_no_route_is_reached_by_a_stranger
 4  security headers on every status          faults/test_strangers.py::test_every_answer_of_every_route_carries_the_security_headers
                                              faults/test_strangers.py::test_every_status_carries_the_security_headers
 5  policy against Plotly; frames             browser/test_faults.py::test_no_page_breaks_the_policy
                                              browser/test_faults.py::test_the_policy_stops_what_is_put_into_a_page
                                              browser/test_embed.py::test_an_origin_that_is_not_listed_is_blocked_beside_one_that_is
                                              browser/test_embed.py::test_a_foreign_page_shows_the_scene_and_is_told_how_the_runs_end
 6  paths out of the static folder            web/test_pages.py::test_nothing_outside_the_static_folder_is_served
                                              web/test_static.py::test_a_link_that_leads_out_of_the_folder_is_not_followed
 7  a Range of 10,000 parts                   web/test_pages.py::test_a_range_with_ten_thousand_parts_costs_nothing
 8  a message over the limit, a bomb          web/test_limits.py::test_a_message_over_the_limit_ends_the_connection
 9  what is not JSON, or not a request        web/test_stream.py::test_a_malformed_message_is_answered_and_the_connection_lives
                                              web/test_stream.py::test_a_binary_message_is_refused
                                              faults/test_fuzz_requests.py::test_every_route_answers_what_is_hostile
                                              faults/test_fuzz_requests.py::test_any_spoiled_request_is_answered
                                              faults/test_fuzz_requests.py::test_any_messages_are_answered_and_the_connection_lives
10  1,000 messages a second                   faults/test_under_load.py::test_a_thousand_messages_a_second_end_their_connection_and_delay_nobody
11  connects and says nothing                 faults/test_dripping.py::test_who_does_not_say_what_it_wants_in_time_is_closed
                                              faults/test_dripping.py::test_a_websocket_that_says_nothing_is_closed_at_the_limit
12  more runs than slots; one address         web/test_limits.py::test_more_requests_than_can_wait_are_refused_as_busy_and_health_stays_good
                                              faults/test_shares.py::test_one_address_gets_half_of_the_connections_and_the_others_come_in
                                              faults/test_shares.py::test_one_address_fills_half_of_the_queue_and_the_others_come_in
                                              faults/test_under_load.py::test_an_address_with_work_for_all_workers_lets_another_have_its_turn
13  slow reader                               web/test_limits.py::test_a_slow_reader_slows_its_worker_and_gets_everything_in_the_end
14  reader that never reads                   web/test_limits.py::test_a_reader_that_never_reads_loses_its_worker_at_the_deadline
                                              web/test_limits.py::test_an_answer_that_nobody_reads_is_given_up_and_never_whole_in_memory
15  commands during a long run                web/test_limits.py::test_commands_during_a_run_longer_than_the_ping_timeout_do_no_harm
16  tab closed                                web/test_limits.py::test_a_closed_tab_stops_its_work_within_half_a_second
17  start and cancel 100 times                web/test_limits.py::test_starting_and_cancelling_many_times_leaves_nothing_behind
                                              runner/test_local.py::test_starting_and_cancelling_many_times_leaves_nothing_behind
18  worker killed                             faults/test_under_load.py::test_a_killed_worker_hurts_no_other_run_and_a_new_one_works_within_5_seconds
19  worker eats memory                        runner/test_local.py::test_a_job_that_eats_memory_is_told_so_and_the_pool_goes_on
20  worker never yields                       runner/test_local.py::test_a_job_past_its_time_is_ended_and_its_worker_replaced
                                              runner/test_local.py::test_a_job_that_never_yields_is_ended_by_force_when_cancelled
21  SGD with lr 1e6                           faults/test_numbers.py::test_a_learning_rate_of_a_million_diverges_at_its_step_and_the_others_go_on
                                              web/test_api.py::test_a_diverging_run_is_told_and_the_others_go_on
22  odd numbers in every message              faults/test_numbers.py::test_every_message_is_strict_json_whatever_its_numbers
                                              faults/test_numbers.py::test_a_browser_reads_every_message_with_the_same_numbers
23  hostile formulas                          faults/test_formulas.py::test_a_hostile_formula_is_refused_at_once_in_little_memory_and_nothing_is_run
                                              catalog/test_formula.py::test_any_text_is_read_or_refused_with_a_sentence_within_50_ms
24  SIGTERM with live runs                    web/test_server.py::test_sigterm_with_live_runs_closes_all_and_leaves_no_process
                                              web/test_draining.py::test_while_three_runs_drain_readyz_says_no_and_then_nothing_is_left
                                              runner/test_local.py::test_a_draining_pool_is_not_ready_and_finishes_its_work
25  health while all workers run              web/test_server.py::test_health_answers_at_once_while_all_workers_run
26  lag of the event loop                     faults/test_under_load.py::test_the_event_loop_lags_by_less_than_50_ms_while_all_workers_run
27  what is logged                            faults/test_under_load.py::test_what_strangers_say_is_logged_on_one_short_line_or_not_at_all
28  markup in labels, `__proto__` in links    browser/test_faults.py::test_markup_in_a_link_is_shown_as_text
                                              browser/test_faults.py::test_a_link_cannot_change_what_every_object_has
29  the server restarts during a run          browser/test_reconnect.py::test_a_server_that_restarts_in_mid_run_is_waited_for_and_asked_anew
30  the same seed; alone and together         faults/test_numbers.py::test_the_same_spec_and_seed_give_the_same_bits_alone_and_together
31  floors, hashes, advisories                faults/test_supply.py::test_every_package_has_a_floor_that_what_is_installed_keeps
                                              faults/test_supply.py::test_vendored_files_have_the_hashes_that_are_written_down
                                              faults/test_supply.py::test_no_known_advisory_concerns_what_is_installed_where_the_advisories_can_be_reached
"""  # noqa: E501

ROWS = 31
