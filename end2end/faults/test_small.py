"""Every harness in small, but for upgrade.py, which needs a binary of an older release; the full ones are run by hand, each by its name."""

import os

import pytest

import full_disk
import io_errors
import kills
import memory
import network
import outages
import races
import sign_ins
import writers


def test_clients_get_through_a_bad_network():
    network.run(mebibytes=48)


def test_kills_lose_nothing():
    kills.run(kills=20, mebibytes=48)


def test_of_two_writers_one_wins():
    writers.run(rounds=40)


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk is mounted by root only")
def test_a_full_disk_is_refused_and_resumed():
    full_disk.run()


def test_a_failing_disk_under_the_database_is_survived():
    io_errors.run(rounds=4)


def test_a_postgresql_that_goes_away_comes_back():
    outages.run()


def test_whatever_is_taken_away_nothing_is_left():
    races.run(races=40)


def test_many_at_once_take_little_memory():
    memory.run(parallel=8, mebibytes=64)


def test_sign_ins_at_once_need_no_more_memory_and_guessers_do_not_delay_others():
    sign_ins.run(at_once_count=30, rounds=4, guessers=60)
